/**
 * A request that no app has had may go to another web server, whatever its method. A web server reports it by `status` to a load balancer that has sent
 * `header`, and to no other client; on the same way an app's own answer of that status has `ofApp` instead.
 */
export const UNSENT = { header: 'X-Retry-Unsent', status: 425, ofApp: 591 } as const;

/** Where the service proxy has nginx answer what it has sent to no app. */
export const UNSENT_PATH = '/.unsent';
