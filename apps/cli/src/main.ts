#!/usr/bin/env node
import { type Command, say, UserError } from './command.ts'
import { evidenceCommands } from './commands/evidence.ts'
import { health } from './commands/health.ts'
import { replay } from './commands/replay.ts'
import { scenarioCommands } from './commands/scenarios.ts'
import { serve } from './commands/serve.ts'
import { signInCommand } from './commands/sign-in.ts'
import { simulateDay } from './commands/simulate-day.ts'
import { simulatePack } from './commands/simulate-pack.ts'
import { trace } from './commands/trace.ts'
import { userCommands } from './commands/users.ts'
import { verifyCommand } from './commands/verify.ts'
import { witnessCommands } from './commands/witness.ts'
import { explainError } from './explain-error.ts'
import { toTable } from './table.ts'

const commands: readonly Command[] = [
  ...[serve, signInCommand, health, trace, replay, simulatePack, simulateDay],
  ...scenarioCommands,
  ...userCommands,
  ...evidenceCommands,
  verifyCommand,
  ...witnessCommands,
]

/** The command whose name the words begin with, and the words after it. */
function findCommand(words: readonly string[]): { command: Command; args: string[] } | undefined {
  for (const command of commands) {
    const name = command.name.split(' ')
    if (name.every((word, i) => words[i] === word)) return { command, args: words.slice(name.length) }
  }
  return undefined
}

function help(): string {
  const title = say({ zh: '城枢命令行：civitas <名词> <动词>', en: 'Civitas: civitas <noun> <verb>' })
  const rows = commands.map((command) => [`  ${command.name}`, say(command.summary)])
  const flags = say({
    zh: '连接平台的命令都可带 --url URL --account NAME --password WORD；否则用 civitas sign-in 保存的会话。',
    en: 'Commands that talk to the platform take --url URL --account NAME --password WORD; else the session of civitas sign-in.',
  })
  return `${title}\n\n${toTable(rows)}\n\n${flags}`
}

async function main(words: string[]): Promise<number> {
  const found = findCommand(words)
  if (!found) {
    const asked = words.length === 0 || words[0] === 'help' || words[0] === '--help'
    if (asked) console.log(help())
    else
      console.error(
        `${say({ zh: '没有这个命令：', en: 'No such command: ' })}${words.join(' ')}\n\n${help()}`,
      )
    return asked ? 0 : 2
  }
  if (found.args.includes('--help')) {
    console.log(`${say(found.command.summary)}\n\n  ${found.command.usage}`)
    return 0
  }
  try {
    return (await found.command.run(found.args)) ?? 0
  } catch (error) {
    console.error(`civitas: ${explainError(error)}`)
    return error instanceof UserError ? 2 : 1
  }
}

process.exitCode = await main(process.argv.slice(2))
