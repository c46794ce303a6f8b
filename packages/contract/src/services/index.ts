export * from './applications.ts'
export * from './decisions.ts'
export * from './items.ts'
