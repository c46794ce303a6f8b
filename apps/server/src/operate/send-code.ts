import type { Messaging } from '../capabilities/messaging/index.ts'
import type { Transaction } from '../kernel/db/database.ts'

/** Sends a code for signing in to a phone, by SMS. */
export async function sendCode(
  messaging: Messaging,
  tx: Transaction,
  { code, key, to }: { code: string; key: string; to: { name: string; phone: string } },
): Promise<void> {
  await messaging.send(tx, {
    ...{ key, title: '验证码', urgency: 'urgent', to: [to] },
    text: `验证码 ${code}，5 分钟内有效。工作人员不会索要验证码。`,
  })
}
