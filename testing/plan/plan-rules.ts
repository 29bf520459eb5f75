import type { PlanRule } from './plan-rule';
import { accessOpened } from './rules/access-opened';
import { accessWidened } from './rules/access-widened';
import { addressMoved } from './rules/address-moved';
import { addressReassigned } from './rules/address-reassigned';
import { addressReleased } from './rules/address-released';
import { addressUnassigned } from './rules/address-unassigned';
import { bucketExpires } from './rules/bucket-expires';
import { bucketUpdated } from './rules/bucket-updated';
import { certificateRekeyed } from './rules/certificate-rekeyed';
import { certificateRevoked } from './rules/certificate-revoked';
import { certificateRolled } from './rules/certificate-rolled';
import { created } from './rules/created';
import { dataDestroyed } from './rules/data-destroyed';
import { dataVanished } from './rules/data-vanished';
import { databaseLoginChanged } from './rules/database-login-changed';
import { databaseReconfigured } from './rules/database-reconfigured';
import { databaseReworked } from './rules/database-reworked';
import { databaseSqlModeChanged } from './rules/database-sql-mode-changed';
import { databaseUpdated } from './rules/database-updated';
import { derivedValueReplaced } from './rules/derived-value-replaced';
import { dropletDestroyed } from './rules/droplet-destroyed';
import { dropletReplaced } from './rules/droplet-replaced';
import { dropletResized } from './rules/droplet-resized';
import { dropletRolled } from './rules/droplet-rolled';
import { dropletUntagged } from './rules/droplet-untagged';
import { dropletUpdated } from './rules/droplet-updated';
import { dropletVolumesMoved } from './rules/droplet-volumes-moved';
import { firewallDestroyed } from './rules/firewall-destroyed';
import { firewallMoved } from './rules/firewall-moved';
import { firewallUpdated } from './rules/firewall-updated';
import { forgotten } from './rules/forgotten';
import { gateRepeated } from './rules/gate-repeated';
import { labelsUpdated } from './rules/labels-updated';
import { leftBehind } from './rules/left-behind';
import { networkDestroyed } from './rules/network-destroyed';
import { originPullsSwitched } from './rules/origin-pulls-switched';
import { poolDestroyed } from './rules/pool-destroyed';
import { poolUpdated } from './rules/pool-updated';
import { portClosed } from './rules/port-closed';
import { protectionWeakened } from './rules/protection-weakened';
import { recordDestroyed } from './rules/record-destroyed';
import { recordRenamed } from './rules/record-renamed';
import { recordRolled } from './rules/record-rolled';
import { recordUpdated } from './rules/record-updated';
import { rulesetDestroyed } from './rules/ruleset-destroyed';
import { secretReplaced } from './rules/secret-replaced';
import { settingLeft } from './rules/setting-left';
import { settingUpdated } from './rules/setting-updated';
import { sshKeyReplaced } from './rules/ssh-key-replaced';
import { tagDestroyed } from './rules/tag-destroyed';
import { unchanged } from './rules/unchanged';
import { unfamiliarAction } from './rules/unfamiliar-action';
import { unknownDestroyed } from './rules/unknown-destroyed';
import { unknownUpdated } from './rules/unknown-updated';
import { volumeDetached } from './rules/volume-detached';
import { volumeGrown } from './rules/volume-grown';
import { watchChanged } from './rules/watch-changed';
import { zoneDestroyed } from './rules/zone-destroyed';

/** The table. The first rule that applies to a change judges it, so the special ones stand before the general ones. */
export const PLAN_RULES: readonly PlanRule[] = [
  unchanged,
  forgotten,
  watchChanged,
  dataDestroyed,
  zoneDestroyed,
  dataVanished,
  bucketExpires,
  protectionWeakened,
  bucketUpdated,
  volumeGrown,
  accessOpened,
  created,
  dropletRolled,
  dropletReplaced,
  dropletDestroyed,
  dropletResized,
  dropletVolumesMoved,
  dropletUntagged,
  dropletUpdated,
  volumeDetached,
  databaseReworked,
  databaseReconfigured,
  databaseSqlModeChanged,
  databaseLoginChanged,
  databaseUpdated,
  accessWidened,
  portClosed,
  firewallMoved,
  firewallUpdated,
  firewallDestroyed,
  tagDestroyed,
  networkDestroyed,
  addressReleased,
  addressMoved,
  addressUnassigned,
  addressReassigned,
  labelsUpdated,
  sshKeyReplaced,
  recordUpdated,
  recordRenamed,
  recordRolled,
  recordDestroyed,
  settingUpdated,
  settingLeft,
  originPullsSwitched,
  certificateRolled,
  certificateRevoked,
  certificateRekeyed,
  poolUpdated,
  poolDestroyed,
  rulesetDestroyed,
  secretReplaced,
  derivedValueReplaced,
  gateRepeated,
  unknownUpdated,
  unknownDestroyed,
  leftBehind,
  unfamiliarAction,
];
