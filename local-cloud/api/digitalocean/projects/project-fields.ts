import { ApiError, unprocessable } from '../../errors';
import { lookUp } from '../../look-up';
import type { Project, State } from '../../model';

/** Another purpose is stored as `Other: PURPOSE`. */
const PURPOSES = [
  'Just trying out DigitalOcean',
  'Class project / Educational purposes',
  'Website or blog',
  'Web Application',
  'Service or API',
  'Mobile Application',
  'Machine learning / AI / Data processing',
  'IoT',
  'Operational / Developer tooling',
];
const OTHER = 'Other: ';
/** By their names in lower case: upper and lower case are one in requests. */
const ENVIRONMENTS: Readonly<Record<string, Project['environment']>> = {
  '': '',
  development: 'Development',
  staging: 'Staging',
  production: 'Production',
};
const OWNER_ID = 1;

/** What is null stays as it is. */
export const PROJECT_BODY = {
  type: 'object',
  properties: {
    name: { type: ['string', 'null'], minLength: 1, maxLength: 175 },
    description: { type: ['string', 'null'], maxLength: 255 },
    purpose: { type: ['string', 'null'], maxLength: 255 },
    environment: { type: ['string', 'null'] },
    is_default: { type: ['boolean', 'null'] },
  },
};

export interface ProjectBody {
  readonly name?: string | null;
  readonly description?: string | null;
  readonly purpose?: string | null;
  readonly environment?: string | null;
  readonly is_default?: boolean | null;
}

type Fields = Pick<Project, 'name' | 'description' | 'purpose' | 'environment'>;

/** The fields of a project as a request wants them, over those `before`; refused when they cannot be. */
export function fieldsOf({ projects }: State, body: ProjectBody, before?: Project): Fields {
  const name = body.name ?? before?.name;
  if (!name) throw unprocessable('name is required');
  if (projects.some((one) => one.name === name && one !== before))
    throw new ApiError(409, `a project with the name '${name}' already exists`, 'conflict');
  return {
    name,
    description: body.description ?? before?.description ?? '',
    purpose: purposeOf(body.purpose ?? before?.purpose),
    environment: environmentOf(body.environment ?? before?.environment ?? ''),
  };
}

function purposeOf(purpose: string | undefined): string {
  if (!purpose) throw unprocessable('purpose is required');
  return PURPOSES.includes(purpose) || purpose.startsWith(OTHER) ? purpose : `${OTHER}${purpose}`;
}

function environmentOf(text: string): Project['environment'] {
  const environment = lookUp(ENVIRONMENTS, text.toLowerCase());
  if (environment === undefined) throw unprocessable('environment must be one of Development, Staging, Production');
  return environment;
}

export function projectBody({ accountId }: State, project: Project) {
  const { id, name, description, purpose, environment } = project;
  return {
    ...{ id, owner_uuid: accountId, owner_id: OWNER_ID, name, description, purpose },
    ...(environment !== '' && { environment }),
    is_default: project.isDefault,
    created_at: project.createdAt,
    updated_at: project.updatedAt,
  };
}
