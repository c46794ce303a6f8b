import { createTransport } from 'nodemailer'
import type { ChannelAdapter, Outgoing } from './channel.ts'

export interface MailSettings {
  /** `smtp://user:password@host:port`, or `smtps://` for TLS from the first byte (RFC 5321, RFC 8314). */
  readonly smtpUrl: string
  readonly mailFrom: string
  /** Address people open the platform at; links of messages are left out without it. */
  readonly publicUrl?: string | undefined
}

/** Hands mail to the city’s SMTP server; what the server refuses for good (5xx) is not tried again. */
export function smtpMail({ smtpUrl, mailFrom, publicUrl }: MailSettings): ChannelAdapter & { close(): void } {
  const transport = createTransport({
    ...{ url: smtpUrl, connectionTimeout: 10_000, socketTimeout: 20_000 },
  })
  return {
    send: async (outgoing) => {
      const { email, name } = outgoing.to
      if (!email) return { state: 'failed', code: 'no-address' }
      try {
        const { response } = await transport.sendMail({
          from: { name: outgoing.senderName ?? '城枢', address: mailFrom },
          to: { name, address: email },
          subject: outgoing.title,
          text: bodyOf(outgoing, publicUrl),
          // The same delivery tried again is the same mail to the reader’s program.
          messageId: `<${outgoing.deliveryId}@civitas>`,
          ...(outgoing.urgency === 'normal' ? {} : { priority: 'high' as const }),
          headers: { 'Auto-Submitted': 'auto-generated' },
        })
        return { state: 'sent', code: response.slice(0, 200) }
      } catch (error) {
        const { responseCode = 0, message } = error as Error & { responseCode?: number }
        if (responseCode >= 500) return { state: 'failed', code: message.slice(0, 200) }
        throw error
      }
    },
    close: () => transport.close(),
  }
}

function bodyOf({ text, link, senderName, receipt }: Outgoing, publicUrl: string | undefined): string {
  const parts = [text]
  if (link && publicUrl) parts.push(new URL(link, publicUrl).href)
  if (receipt) parts.push('此消息需要确认收悉，请登录平台“我的消息”确认。')
  parts.push(`${senderName ?? '城枢'}\n此邮件由平台自动发送。接收设置请在平台“我的消息”中修改。`)
  return parts.join('\n\n')
}
