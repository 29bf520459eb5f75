/** Where clients and replicas connect. */
export const MYSQL_PORT = 3306;
/** Where the members of a group talk to each other. */
export const GROUP_PORT = 33061;
/** Where a node tells what it is: see node/mysql-role.py. */
export const ROLE_PORT = 9200;
