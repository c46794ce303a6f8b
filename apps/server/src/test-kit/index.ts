export * from './changed-bits.ts'
export * from './small-city.ts'
export * from './test-platform.ts'
