import { block, list, string } from '../framework/schema';
import { notEmpty } from '../framework/validators';

const sameLetters = (prior: string, configured: string) => prior.toLowerCase() === configured.toLowerCase();
const word = () => string().required().validate(notEmpty).same(sameLetters);

/** Whom an alert tells: a block of alert policies and of uptime alerts. */
export const notifications = (limits: { readonly min: number; readonly max?: number }) =>
  block.list({ email: list(string()).optional(), slack: block.list({ channel: word(), url: word() }) }, limits);

type Blocks = ReturnType<typeof notifications>['value'];

/** The real client sends null for what is empty. */
export function notificationsRequest([first]: Blocks): object {
  const [email, slack] = [first?.email ?? [], first?.slack ?? []];
  return { email: email.length > 0 ? email : null, slack: slack.length > 0 ? slack : null };
}

export function notificationsAttribute({ email, slack }: any): Blocks {
  return [{ email: email ?? [], slack: (slack ?? []).map(({ channel, url }: any) => ({ channel, url })) }];
}
