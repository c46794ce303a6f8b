export * from './analysis.ts'
export * from './datasets.ts'
export * from './messages.ts'
export * from './tables.ts'
