import type { PlanRule } from '../plan-rule';

export const sshKeyReplaced: PlanRule = {
  name: 'ssh-key-replaced',
  types: ['digitalocean_ssh_key'],
  actions: ['destroy', 'destroy then create', 'create then destroy'],
  impact: 'safe',
  reason: 'droplets that run keep the keys that they were made with',
};
