import { runTck } from '../apps/server/test/conformance/dmn/run-tck.ts'

/** `npm run -s dmn-tck -- FOLDER`: runs the cases of a copy of the public DMN TCK and prints the pass rate. */
const folder = process.argv[2]
if (!folder) {
  process.stderr.write('npm run -s dmn-tck -- FOLDER（如 TestCases/compliance-level-2）\n')
  process.exit(2)
}
const results = runTck(folder)
for (const { name, says } of results.filter((one) => !one.passed))
  process.stdout.write(`✗ ${name}: ${says}\n`)
const passed = results.filter((one) => one.passed).length
const rate = results.length ? Math.round((passed / results.length) * 1000) / 10 : 0
process.stdout.write(`DMN TCK: ${passed} / ${results.length} (${rate} %)\n`)
process.exit(results.length > 0 && passed === results.length ? 0 : 1)
