import type { Fields, ProviderDefinition } from '../framework/schema';
import { certRequest, locallySignedCert, selfSignedCert } from './certificates';
import { privateKey } from './private-key';

/** hashicorp/tls, as far as the project uses it: keys and certificates that live in the state alone. */
export const tls: ProviderDefinition<Fields, null> = {
  config: {},
  configure: () => null,
  resources: {
    tls_cert_request: certRequest,
    tls_locally_signed_cert: locallySignedCert,
    tls_private_key: privateKey,
    tls_self_signed_cert: selfSignedCert,
  },
};
