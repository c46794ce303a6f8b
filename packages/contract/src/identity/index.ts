export * from './clients.ts'
export * from './factors.ts'
