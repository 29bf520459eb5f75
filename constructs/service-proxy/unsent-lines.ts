import { UNSENT, UNSENT_PATH } from '../http/unsent';

/**
 * HAProxy's own 503 means that it has sent nothing of the request to a server. One that comes late is the end of a wait for a busy app, which a second
 * wait elsewhere would only make longer.
 */
export const UNSENT_LINES = `  http-request set-var(txn.begun) date(0,ms)
  http-request set-var(txn.retry_unsent) req.hdr(${UNSENT.header})
  http-request del-header ${UNSENT.header}
  http-response set-var(txn.answered) bool(true)
  http-response set-status ${UNSENT.ofApp} if { status ${UNSENT.status} } { var(txn.retry_unsent) -m found }
  http-after-response set-header X-Accel-Redirect ${UNSENT_PATH} if { status 503 } !{ var(txn.answered) -m found } { date(0,ms),sub(txn.begun) lt 4000 }
`;
