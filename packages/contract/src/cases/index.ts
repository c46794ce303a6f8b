export * from './acts.ts'
export * from './cases.ts'
export * from './classes.ts'
export * from './duties.ts'
