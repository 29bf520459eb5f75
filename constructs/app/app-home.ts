/** Where the code lies, for every process of the app. */
export const APP_HOME = '/opt/app';

/** A directory for each release that a node has, and links to the one that runs and the one that comes (node/app-update.py). */
export const APP_RELEASES = '/var/lib/app-releases';

/** Readable by root alone; units get it as a credential (`LoadCredential=`). */
export const ENVIRONMENT_FILE = `${APP_RELEASES}/current/environment`;
