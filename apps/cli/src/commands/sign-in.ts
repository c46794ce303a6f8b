import { type Command, readFlags, say } from '../command.ts'
import { connectFlags, enter } from '../connect.ts'
import { writeSession } from '../session-file.ts'
import { showTime } from '../table.ts'

export const signInCommand: Command = {
  name: 'sign-in',
  summary: { zh: '登录并保存会话', en: 'Sign in and keep the session' },
  usage: 'civitas sign-in --url URL --account NAME [--password WORD]',
  run: async (args) => {
    const session = await enter(readFlags(args, connectFlags).values)
    const file = writeSession(session)
    const until = showTime(session.expiresTime)
    console.log(
      say({
        zh: `${session.account} 已登录 ${session.url}，有效至 ${until}（${file}）`,
        en: `${session.account} is signed in at ${session.url} until ${until} (${file})`,
      }),
    )
  },
}
