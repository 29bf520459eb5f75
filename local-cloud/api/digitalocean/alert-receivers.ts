import type { Receivers } from '../../monitoring/model';

const TEXT = { type: 'string', minLength: 1 };

/** The real client sends null for what is empty. */
export const RECEIVERS = {
  type: 'object',
  required: ['slack', 'email'],
  properties: {
    email: { type: ['array', 'null'], items: { type: 'string', pattern: '^[^\\s@]+@[^\\s@]+$' } },
    slack: {
      type: ['array', 'null'],
      items: {
        type: 'object',
        required: ['channel', 'url'],
        properties: { channel: TEXT, url: { type: 'string', pattern: '^https?://' } },
      },
    },
  },
};

export type ReceiversBody = { readonly [K in keyof Receivers]: Receivers[K] | null };

export function receiversOf({ email, slack }: ReceiversBody): Receivers {
  return { email: email ?? [], slack: slack ?? [] };
}
