/** The published command, as people type it: texts on nodes, in alerts and in errors name it so. */
export const COMMAND = 'npx cdktf-web-infrastructure';
