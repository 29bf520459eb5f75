/** Images that the nodes are made for; the first is the default, on which the drills ran (docs/versions.md). */
export const IMAGES = ['debian-13-x64', 'ubuntu-24-04-x64', 'ubuntu-26-04-x64'] as const;

/** An image by slug, or the numeric id of a snapshot or custom image that was made from one of them. */
export function isSupportedImage(image: string): boolean {
  return (IMAGES as readonly string[]).includes(image) || /^\d+$/.test(image);
}
