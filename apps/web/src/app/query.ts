import { type AnyOperation, type CallInput, type OperationOutput, ProblemError } from '@civitas/sdk'
import { QueryClient, type UseQueryResult, useQuery } from '@tanstack/react-query'
import { client } from './client.ts'

/** Reads are tried again twice when the platform did not answer, never when it refused. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => count < 2 && !(error instanceof ProblemError && error.problem.status < 500),
    },
  },
})

export interface ReadOptions {
  enabled?: boolean
  /** Read again after so many ms; the live channel makes this rarely needed. */
  everyMs?: number
  staleMs?: number
  /** Keep showing the former answer while another input is read. */
  keepPrevious?: boolean
}

/** Reads an operation and keeps the answer in the cache under its id and input. */
export function useRead<O extends AnyOperation>(
  operation: O,
  input: CallInput<O>,
  options: ReadOptions = {},
): UseQueryResult<OperationOutput<O>, Error> {
  return useQuery<OperationOutput<O>, Error>({
    queryKey: [operation.id, input],
    queryFn: ({ signal }) => callLoosely(operation, { ...input, signal }),
    enabled: options.enabled,
    refetchInterval: options.everyMs,
    ...(options.staleMs === undefined ? {} : { staleTime: options.staleMs }),
    ...(options.keepPrevious ? { placeholderData: keepFormer } : {}),
  })
}

function keepFormer<T>(former: T | undefined): T | undefined {
  return former
}

/** Calls an operation whose input is known only as a type parameter. */
function callLoosely<O extends AnyOperation>(operation: O, input: object): Promise<OperationOutput<O>> {
  const call = client.call as (operation: O, input: object) => Promise<OperationOutput<O>>
  return call(operation, input)
}

/** Marks every answer of these operations as old, so that what is on the page is read anew. */
export function refresh(...operations: AnyOperation[]): void {
  for (const operation of operations) void queryClient.invalidateQueries({ queryKey: [operation.id] })
}
