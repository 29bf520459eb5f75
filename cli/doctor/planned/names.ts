import type { PlannedStack } from '../../project/planned-stack';

/** Zones of Cloudflare that the stack uses or makes. */
export function zoneNames(stack: PlannedStack): readonly string[] {
  const names = [
    ...stack.dataSources('cloudflare_zone').map(({ values }) => {
      const filter = values.filter as { readonly name?: unknown } | undefined;
      return stack.text(filter?.name ?? values.name);
    }),
    ...stack.resources('cloudflare_zone').map(({ values }) => stack.text(values.name)),
  ];
  return [...new Set(names.flatMap((name) => name ?? []))];
}

/** Zones that the stack makes itself. */
export function ownZones(stack: PlannedStack): ReadonlySet<string> {
  return new Set(stack.resources('cloudflare_zone').flatMap(({ values }) => stack.text(values.name) ?? []));
}

/** The site's region: where the droplets are. */
export function dropletRegions(stack: PlannedStack): readonly string[] {
  const regions = stack.resources('digitalocean_droplet').map(({ values }) => stack.text(values.region));
  return [...new Set(regions.flatMap((region) => region ?? []))];
}
