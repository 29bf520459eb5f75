import type { Inhibition } from './alert-rules';

/** The mail server that alerts by e-mail are sent through. */
export interface SmtpSettings {
  /** Host and port of a server that takes mail with STARTTLS, such as `smtp.example.com:587`. */
  readonly smarthost: string;
  /** Address that the mail is from, such as `site@foobar.com`. */
  readonly from: string;
  /** Name for the login to the server. @default - no login */
  readonly username?: string;
  /** Sensitive. @default no login */
  readonly password?: string;
}

export interface AlertmanagerModel {
  readonly email: readonly string[];
  /** Needed for e-mail. */
  readonly smtp?: SmtpSettings;
  readonly slack: readonly { readonly channel: string; readonly url: string }[];
  /** URLs that get each alert as JSON. */
  readonly webhooks: readonly string[];
  /** URL that is called each minute for as long as alerting works. */
  readonly deadMansSwitch?: string;
  readonly inhibitions: readonly Inhibition[];
}

const TEXT = `{{ range .Alerts }}{{ .Annotations.summary }}
Impact: {{ .Annotations.impact }}
First step: {{ .Annotations.first_step }}
Runbook: {{ .Annotations.runbook }}

{{ end }}`;
const TITLE = '[{{ .Status }}] {{ .CommonLabels.alertname }} {{ .CommonLabels.tier }}';

/** In a field that Alertmanager reads as a template. */
function plainText(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}');
}

/** Configuration of Alertmanager 0.26 and later; JSON is YAML. As an object: Terraform fills secrets in, and escapes them. */
export function alertmanagerConfig(model: AlertmanagerModel): object {
  const { smtp, deadMansSwitch } = model;
  return {
    global: {
      // What is not told again for so long is over.
      resolve_timeout: '5m',
      ...(smtp && {
        smtp_smarthost: smtp.smarthost,
        smtp_from: plainText(smtp.from),
        smtp_auth_username: smtp.username,
        smtp_auth_password: smtp.password,
      }),
    },
    route: {
      receiver: 'people',
      group_by: ['alertname', 'tier'],
      group_wait: '5s',
      group_interval: '1m',
      repeat_interval: '12h',
      routes: [
        {
          matchers: ['alertname="Watchdog"'],
          receiver: deadMansSwitch ? 'dead-mans-switch' : 'nobody',
          group_wait: '0s',
          // With every second look: each minute.
          group_interval: '30s',
          repeat_interval: '50s',
        },
      ],
    },
    inhibit_rules: model.inhibitions.map(({ source, targets, equal }) => ({
      source_matchers: [`alertname=~"${source.join('|')}"`],
      target_matchers: [`alertname=~"${targets.join('|')}"`],
      ...(equal.length > 0 && { equal: [...equal] }),
    })),
    receivers: [
      { name: 'people', ...people(model) },
      deadMansSwitch
        ? { name: 'dead-mans-switch', webhook_configs: [{ url: deadMansSwitch, send_resolved: false }] }
        : { name: 'nobody' },
    ],
  };
}

function people({ email, slack, webhooks }: AlertmanagerModel) {
  return {
    ...(email.length > 0 && {
      email_configs: email.map((to) => ({
        to: plainText(to),
        send_resolved: true,
        headers: { Subject: TITLE },
        text: TEXT,
        html: '',
      })),
    }),
    ...(slack.length > 0 && {
      slack_configs: slack.map(({ channel, url }) => ({
        api_url: url,
        channel: plainText(channel),
        send_resolved: true,
        title: TITLE,
        text: TEXT,
      })),
    }),
    ...(webhooks.length > 0 && { webhook_configs: webhooks.map((url) => ({ url, send_resolved: true })) }),
  };
}
