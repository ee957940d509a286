/** Bytes by key. Keys are `/`-separated; a put is atomic: a reader sees the old or the new bytes whole. */
export interface ObjectStore {
  put(key: string, bytes: Uint8Array): Promise<void>
  /** More bytes than `limitBytes` are not read: `file_too_large`. */
  get(key: string, options?: { limitBytes?: number }): Promise<Uint8Array | undefined>
  /** Removing what is not there is no error. */
  remove(key: string): Promise<void>
}
