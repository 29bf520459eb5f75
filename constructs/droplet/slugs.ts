/** Images whose archive has all that the nodes install. Debian's own archive has no MySQL server: bring it in an image of your own. */
export const IMAGES = ['ubuntu-24-04-x64', 'debian-13-x64'] as const;

/** Shape of a size slug: `s-1vcpu-1gb`, `s-2vcpu-4gb-amd`, `c-4`, `m3-2vcpu-16gb`, `so1_5-4vcpu-32gb-intel`. New ones appear often, so there is no list. */
export function isSizeSlug(size: string): boolean {
  return /^(s|g|gd|m|m3|m6|so|so1_5)-\d+vcpu-\d+gb(-\w+)*$|^c2?-\d+(vcpu-\d+gb)?(-\w+)*$/.test(size);
}

/** An image by slug, or the numeric id of a snapshot or custom image that was made from one of them. */
export function isSupportedImage(image: string): boolean {
  return (IMAGES as readonly string[]).includes(image) || /^\d+$/.test(image);
}
