import {
  type AnyOperation,
  type CallInput,
  type Client,
  createClient,
  type OperationOutput,
  ProblemError,
  signIn,
} from '@civitas/sdk'

/** What the platform wrote for its simulator. */
export interface Access {
  account: string
  password: string
  credential: string
  key: string
}

/** A client that signs itself in, and again when its session has ended. */
export interface Session {
  call<O extends AnyOperation>(operation: O, input: CallInput<O>): Promise<OperationOutput<O>>
}

export function openSession(url: string, access: Access): Session {
  let token: string | null = null
  const client: Client = createClient({ baseUrl: url, token: () => token })
  const enter = async () => {
    const { account, password } = access
    token = null
    token = (await client.call(signIn, { body: { account, password } })).accessToken
  }
  return {
    call: async (operation, input) => {
      if (!token) await enter()
      try {
        return await client.call(operation, input as never)
      } catch (error) {
        if (!(error instanceof ProblemError) || error.problem.status !== 401) throw error
        await enter()
        return client.call(operation, input as never)
      }
    },
  }
}

/** Does `work` until it succeeds, with growing pauses up to 10 s; stops trying when `signal` ends. */
export async function keepTrying<T>(what: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (let pauseMs = 500; ; pauseMs = Math.min(pauseMs * 2, 10_000)) {
    try {
      return await work()
    } catch (error) {
      if (signal.aborted) throw error
      console.error(`simulator: ${what}: ${(error as Error).message}; trying again`)
      await sleep(pauseMs, signal)
    }
  }
}

/** Waits; ends early when `signal` does. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const finish = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', finish)
      resolve()
    }
    const timer = setTimeout(finish, ms)
    signal.addEventListener('abort', finish)
  })
}
