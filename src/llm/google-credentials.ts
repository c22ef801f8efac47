import { ChatVertexAI } from '@langchain/google-vertexai';
import { ProviderError, toError } from '../errors/index.ts';

/** What we use of LangChain's Google client. */
interface GoogleClient {
  getProjectId(): Promise<string>;
  gauth: { getRequestHeaders(url: string): Promise<Headers | Record<string, string>> };
}

/** Google Cloud's default credentials, for calls that are no chat. */
export interface GoogleCredentials {
  /** @throws ProviderError `no-credentials` */
  project(): Promise<string>;
  /** Headers that authorize a call to a URL. @throws ProviderError `no-credentials` */
  authorize(url: string): Promise<Record<string, string>>;
}

/** Finds the default credentials, for a project or their own. */
export function openGoogleCredentials(project: string | null): GoogleCredentials {
  let client: GoogleClient | undefined;
  class Opened extends ChatVertexAI {
    override buildClient(): ReturnType<ChatVertexAI['buildClient']> {
      const base = super.buildAbstractedClient(
        project === null ? {} : { authOptions: { projectId: project } },
      );
      client = base as unknown as GoogleClient;
      return base;
    }
  }
  void new Opened({ model: 'gemini-2.5-flash', maxRetries: 0 });
  const orFault = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (cause) {
      throw new ProviderError(
        'no-credentials',
        `Google Cloud's default credentials were not found: ${toError(cause).message.split('\n')[0]!.slice(0, 200)}. \`gcloud auth application-default login\` makes them.`,
        { cause, retryable: false },
      );
    }
  };
  return {
    project: () => orFault(client!.getProjectId()),
    authorize: async (url) =>
      Object.fromEntries(new Headers(await orFault(client!.gauth.getRequestHeaders(url))).entries()),
  };
}
