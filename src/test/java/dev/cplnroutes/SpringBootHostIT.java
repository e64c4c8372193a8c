package dev.cplnroutes;

import static dev.cplnroutes.testing.HostExtension.comparable;
import static dev.cplnroutes.testing.HostExtension.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cplnroutes.testing.HostExtension;
import dev.cplnroutes.testing.StandaloneProcess;
import dev.cplnroutes.testing.TestBroker;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The packaged jar in a Spring Boot application. */
@Timeout(300)
class SpringBootHostIT {

    @RegisterExtension
    private static final HostExtension host = HostExtension.builtBy("spring-boot", "process-classes");

    private final HostCases cases = new HostCases(host);

    @Test
    void hostGetsTheListingAndKeepsWhatItHas() throws Exception {
        cases.getsTheListingAndKeepsWhatItHas();
    }

    @Test
    void hostAddsTriggersByOneSetting() throws Exception {
        cases.addsTriggersByOneSetting(406);
    }

    @Test
    void hostAnswersRequestsFromKafka() throws Exception {
        try (TestBroker broker = TestBroker.start()) {
            TestBroker.Topics topics = broker.topics(1);
            StandaloneProcess.Launch launch = host.launch().property("cpln.triggers", "kafka");
            topics.settings().forEach(launch::property);
            topics.request("one", "{\"gvc\":\"prod\"}");
            try (StandaloneProcess process = launch.start()) {
                ConsumerRecord<byte[], byte[]> answer = await().atMost(StandaloneProcess.DEADLINE)
                        .until(topics::answers, answers -> answers.size() == 1).get(0);
                assertThat(TestBroker.key(answer)).isEqualTo("one");
                assertThat(comparable(TestBroker.text(answer.value()))).isEqualTo(host.expected());
                assertThat(told(process, "route")).contains("cpln-kafka", "host-list").doesNotContain("cpln-http");
            }
        }
    }
}
