import webpush from 'web-push'
import type { Kernel } from '../../../kernel/kernel.ts'
import { createSealer } from '../../../kernel/sealed.ts'
import * as store from './store.ts'

/** The platform’s own key pair towards push services (RFC 8292), and whom they may turn to. */
export interface VapidKeys {
  readonly subject: string
  readonly publicKey: string
  readonly privateKey: string
}

/**
 * Makes the key pair once; its private half lies sealed in the database. Where it was sealed with a key this installation
 * no longer has (a restored database), a new pair takes its place and browsers have to be let be told again.
 */
export function vapidKeys(kernel: Kernel): () => Promise<VapidKeys> {
  let known: Promise<VapidKeys> | undefined
  return () => {
    known ??= readKeys(kernel).catch((error) => {
      known = undefined
      throw error
    })
    return known
  }
}

async function readKeys({ db, config, log }: Kernel): Promise<VapidKeys> {
  const sealer = createSealer(config.data, config.secretKey)
  const pair = webpush.generateVAPIDKeys()
  const made = { publicKey: pair.publicKey, sealedKey: sealer.seal(pair.privateKey) }
  const subject = config.mailFrom
    ? `mailto:${config.mailFrom}`
    : (config.publicUrl ?? 'mailto:push@civitas.invalid')
  const kept = await store.readOrWriteKeys(db, made)
  try {
    return { subject, publicKey: kept.publicKey, privateKey: sealer.open(kept.sealedKey) }
  } catch (error) {
    log.warn(
      { error: (error as Error).message },
      'the key of web push was sealed elsewhere, making a new one',
    )
    await db.transaction((tx) => store.replaceKeys(tx, made))
    return { subject, publicKey: pair.publicKey, privateKey: pair.privateKey }
  }
}
