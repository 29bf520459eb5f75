import { isHostName } from '../network/host-name';
import type { PropChecks } from '../validation';

/** A channel of Slack that alerts are posted to. */
export interface SlackReceiver {
  /** Such as `#operations`. */
  readonly channel: string;
  /** The channel's incoming webhook: whoever has it can write there. Sensitive. */
  readonly url: string;
}

/** Who is told. One at least. */
export interface AlertReceivers {
  /** Addresses, each verified for a member of the DigitalOcean team. @default none */
  readonly email?: readonly string[];
  /** Channels. @default none */
  readonly slack?: readonly SlackReceiver[];
}

/** Reports receivers that no alert would reach: none at all, malformed or repeated addresses, a channel without a name, a URL that is none. */
export function checkReceivers(checks: PropChecks, { email = [], slack = [] }: AlertReceivers): void {
  checks.require(
    email.length + slack.length > 0,
    'email',
    'name a receiver, or else nobody is told',
    email,
    "write an address, or a channel in 'slack'; Monitoring.none() does without",
  );
  checks.unique('email', email);
  for (const address of email) {
    checks.check('email', address, isEmailAddress, 'hold e-mail addresses', "write them like 'oncall@foobar.com'");
  }
  for (const [i, { channel, url }] of slack.entries()) {
    checks.require(channel !== '', `slack[${i}].channel`, 'not be empty', channel, "write it like '#operations'");
    checks.secretUrl(`slack[${i}].url`, url);
  }
}

/** As mail servers and Alertmanager read one: RFC 5322's dot-atom, without quotes, comments and names. */
export function isEmailAddress(text: string): boolean {
  const [, local = '', domain = ''] = /^(.{1,64})@(.+)$/s.exec(text) ?? [];
  return /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*$/.test(local) && isHostName(domain.toLowerCase());
}
