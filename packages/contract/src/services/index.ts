export * from './consultations.ts'
export * from './disclosures.ts'
export * from './messages.ts'
export * from './site.ts'
