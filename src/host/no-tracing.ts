/** Switches of LangChain's tracing: one that is "true" would send prompts and the code in them to a server of LangSmith. */
const switches = ['LANGSMITH_TRACING_V2', 'LANGCHAIN_TRACING_V2', 'LANGSMITH_TRACING', 'LANGCHAIN_TRACING'];

/**
 * Keeps LangChain in this process from tracing, whatever the person's environment asks for other programs: opsmith sends nothing
 * anywhere but to the language model that was configured. To be called before LangChain or LangGraph is loaded.
 */
export function refuseTracing(env: Record<string, string | undefined> = process.env): void {
  for (const name of switches) if (name in env) delete env[name];
}
