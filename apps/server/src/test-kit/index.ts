export * from './small-city.ts'
export * from './test-platform.ts'
