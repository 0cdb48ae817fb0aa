// Decodes a compressed picture. Browsers refuse one now and then when memory is short for a moment, so we ask again.
const PAUSES = [50, 250, 1000]; // ms

export async function decodePicture(blob) {
  for (const pause of PAUSES) {
    try {
      return await createImageBitmap(blob);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return createImageBitmap(blob);
}
