/** What this phone keeps: acts not sent yet, and what was last read. */
const NAME = 'civitas-field'
const stores = ['queue', 'kept'] as const
type StoreName = (typeof stores)[number]

let opened: Promise<IDBDatabase> | null = null

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1)
    request.onupgradeneeded = () => {
      for (const name of stores) request.result.createObjectStore(name)
    }
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('IndexedDB'))
  })
  return opened
}

async function run<T>(
  name: StoreName,
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await open()
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(name, mode)
    const request = act(transaction.objectStore(name))
    transaction.oncomplete = () => resolve(request.result)
    transaction.onerror = () => reject(transaction.error ?? new Error('IndexedDB'))
  })
}

/** Keeps a value under a key; resolves once it is on the phone. */
export async function keep(name: StoreName, key: string, value: unknown): Promise<void> {
  await run(name, 'readwrite', (store) => store.put(value, key))
}

export async function forget(name: StoreName, key: string): Promise<void> {
  await run(name, 'readwrite', (store) => store.delete(key))
}

export async function readKept<T>(name: StoreName, key: string): Promise<T | undefined> {
  return (await run(name, 'readonly', (store) => store.get(key))) as T | undefined
}

export async function readAll<T>(name: StoreName): Promise<T[]> {
  return (await run(name, 'readonly', (store) => store.getAll())) as T[]
}
