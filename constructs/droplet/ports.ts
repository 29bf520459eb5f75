/** Port of a node's readiness report (node/node-report.py), open to `Access.adminCidrs`, the tier itself and the tiers that it calls. */
export const REPORT_PORT = 9180;

/** Port on which a node takes its settings (node/node-settings.py), open to `Access.adminCidrs` alone. */
export const SETTINGS_PORT = 9181;
