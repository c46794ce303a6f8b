import { buildAll } from '../build.mjs'
import { sourceDigest } from './explain.mjs'

/** Without git (an unpacked archive) the digest cannot be had, and everything is built. */
function digestOrNull() {
  try {
    return sourceDigest()
  } catch {
    return null
  }
}

await buildAll(digestOrNull())
