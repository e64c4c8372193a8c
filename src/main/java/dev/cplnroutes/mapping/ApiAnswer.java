package dev.cplnroutes.mapping;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An answer of the API, once understood: typed and immutable. The cache stores it, and all who read it share it.
 */
public sealed interface ApiAnswer permits WorkloadList, WorkloadItem, DeploymentList, GvcNames {

    /** The answers that are read, each with a type of its own. */
    enum Kind {

        /** A page of a workload list: a {@link WorkloadList}. */
        WORKLOAD_LIST,
        /** One workload: a {@link WorkloadItem}. */
        WORKLOAD,
        /** A page of a workload's deployments: a {@link DeploymentList}. */
        DEPLOYMENT_LIST,
        /** A page of the GVC list: {@link GvcNames}. */
        GVC_LIST;

        /**
         * Reads an answer. Fields that the API does not document are ignored.
         *
         * @param json the answer
         * @return the answer's parts; a part of the wrong type fails those who need it, and not the answer
         * @throws UnreadableAnswerException where the answer is no JSON object, or a list has no {@code items} array
         */
        public ApiAnswer read(JsonNode json) {
            if (json == null || !json.isObject()) {
                throw new UnreadableAnswerException("the API's answer is not a JSON object");
            }
            if (this != WORKLOAD && !json.path("items").isArray()) {
                throw new UnreadableAnswerException("the API's answer is a list without an items array");
            }
            return switch (this) {
                case WORKLOAD_LIST -> WorkloadList.read(json);
                case WORKLOAD -> WorkloadItem.read(json);
                case DEPLOYMENT_LIST -> DeploymentList.read(json);
                case GVC_LIST -> GvcNames.read(json);
            };
        }
    }

    /**
     * The {@code href} of a page's {@code next} link.
     *
     * @return as it came; empty where the link has none that is a text; null where the page is the last, or the answer
     *         is no list
     */
    default String next() {
        return null;
    }

    /** The {@code href} of the first {@code next} link among a list's links, as {@link #next()} tells it. */
    static String nextLink(JsonNode list) {
        for (JsonNode link : list.path("links")) {
            if ("next".equals(link.path("rel").textValue())) {
                String href = link.path("href").textValue();
                return href == null ? "" : href;
            }
        }
        return null;
    }
}
