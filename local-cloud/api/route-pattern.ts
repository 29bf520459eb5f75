/** What a path of a route fits, and all below it when `below`; a part that begins with a colon is any one word, and `*` is anything. */
export function routePattern(route: string, below = ''): RegExp {
  const pattern = route
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/:\w+/g, '[^/]+');
  return new RegExp(`^${pattern}${below}$`);
}

/** What follows the prefix of an API, without a query. */
export function pathBelow(prefix: string, url: string): string {
  return url.slice(prefix.length).replace(/\/?(\?.*)?$/, '');
}
