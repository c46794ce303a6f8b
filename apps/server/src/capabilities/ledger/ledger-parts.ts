import type { Sm2KeyPair } from '../../kernel/crypto.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Identity } from '../identity/index.ts'

/** What the functions of this folder work with. */
export interface LedgerParts {
  readonly kernel: Kernel
  readonly identity: Identity
  /** The key this process signs tree heads with. */
  readonly key: Sm2KeyPair
}
