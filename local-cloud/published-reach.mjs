// What WEB_INFRASTRUCTURE_REACH, or cdktf.json, names: plain JavaScript, for a command that knows no TypeScript.
import { tsImport } from 'tsx/esm/api';

export const { reach } = await tsImport('./reach.ts', import.meta.url);
