import { forClient } from '../framework/schema';
import type { JsonClient } from '../http';

export const { resource, dataSource } = forClient<JsonClient>();
