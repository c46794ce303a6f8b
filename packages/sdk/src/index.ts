export * from '@civitas/contract'
export * from './client.ts'
export * from './live.ts'
