import { hashPassword, isPassword, newSecret } from '../../kernel/crypto.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { forbidden, unauthenticated } from '../../kernel/problem.ts'
import { openSession, recordSignIn, type SignedIn } from './factors/open-session.ts'
import { afterWrongPassword, lockOut } from './rules.ts'
import * as store from './store.ts'

/** Compared with when an account does not exist, so that the answer takes as long as for one that does. */
const nobody = hashPassword(newSecret())

/**
 * Checks a password and opens a session. Refusals: `wrong-credentials` (also for an unknown account),
 * `account-locked` after five wrong passwords, `account-disabled`.
 */
export async function signIn(
  kernel: Kernel,
  given: { account: string; password: string },
  ip: string,
  agent: string | null = null,
): Promise<SignedIn> {
  const { db, clock } = kernel
  const now = clock.now()
  const row = await store.findUserByAccount(db, given.account)
  if (row?.locked_until_time && row.locked_until_time > now) throw locked(row.locked_until_time)
  const right = await isPassword(given.password, row?.password_hash ?? (await nobody))
  if (!row || !right) {
    if (row) {
      await recordSignIn(kernel, row.id, { ip, agent, method: 'pwd', reason: '密码不正确' })
      await countWrong(kernel, row, now)
    }
    throw unauthenticated('账号或密码不正确。', 'wrong-credentials')
  }
  if (row.disabled) throw forbidden('账号已停用，请联系管理员。', 'account-disabled')
  return openSession(kernel, row, { ip, agent, method: 'pwd', level: 1 })
}

async function countWrong(kernel: Kernel, row: store.UserRow, now: Date): Promise<void> {
  const { failed, lockedUntil } = afterWrongPassword(row.failed_attempts, now)
  await store.recordAttempt(kernel.db, row.id, { failed, lockedUntil, signedIn: null })
  if (lockedUntil) throw locked(lockedUntil)
}

function locked(until: Date) {
  const time = until.toLocaleTimeString('zh-CN', {
    timeZone: 'Asia/Shanghai',
    hour: '2-digit',
    minute: '2-digit',
  })
  return forbidden(`连续 ${lockOut.attempts} 次密码错误，账号已锁定至 ${time}。`, 'account-locked')
}
