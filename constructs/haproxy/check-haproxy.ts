import { nodeProgram } from '../cloud-init/node-program';

/** Says what HAProxy finds wrong with its files, and which snippet it is in. */
export const CHECK_HAPROXY = nodeProgram(__dirname, 'check-haproxy.sh');
