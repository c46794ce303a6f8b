import { ProblemError } from '@civitas/sdk'
import { say, UserError } from './command.ts'

/** What went wrong, in words a person can act on. */
export function explainError(error: unknown): string {
  if (error instanceof ProblemError) return explainProblem(error)
  if (error instanceof UserError) return error.message
  const cause = (error as { cause?: NodeJS.ErrnoException }).cause
  if (cause?.code === 'ECONNREFUSED')
    return say({
      zh: '平台没有应答：地址不对，或平台未启动。',
      en: 'The platform does not answer: wrong address, or it is not running.',
    })
  if (cause?.code === 'ENOTFOUND') return say({ zh: '找不到这个主机名。', en: 'There is no such host.' })
  return (error as Error).stack ?? String(error)
}

function explainProblem({ problem }: ProblemError): string {
  const fields = (problem.errors ?? []).map((one) => `\n  ${one.path}  ${one.message}`)
  const trace = problem.traceId
    ? say({ zh: `\n  追溯号 ${problem.traceId}`, en: `\n  trace ${problem.traceId}` })
    : ''
  return `${problem.title}（${problem.status} ${problem.code}）：${problem.detail}${fields.join('')}${trace}`
}
