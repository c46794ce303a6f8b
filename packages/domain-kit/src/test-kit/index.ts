/** For tests of domains and of the engine that runs rules; never imported by what runs in the city. */
export { playRule } from './play-rule.ts'
export { testRuleExamples } from './rule-examples.ts'
