/** Where the code lies on a node. */
export const APP_HOME = '/opt/app';
