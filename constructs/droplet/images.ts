/** Images whose archive has all that the nodes install. Debian's own archive has no MySQL server: bring it in an image of your own. */
export const IMAGES = ['ubuntu-24-04-x64', 'debian-13-x64'] as const;

/** An image by slug, or the numeric id of a snapshot or custom image that was made from one of them. */
export function isSupportedImage(image: string): boolean {
  return (IMAGES as readonly string[]).includes(image) || /^\d+$/.test(image);
}
