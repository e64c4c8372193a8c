package dev.cplnroutes.trigger.kafka;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Real Kafka clients for Camel's component that tell what was done with them, and fail where they are asked to.
 */
@SuppressWarnings({"rawtypes", "unchecked"})
public final class ObservedClients extends DefaultKafkaClientFactory {

    private final List<String> done = new CopyOnWriteArrayList<>();
    private final AtomicInteger sendsToFail = new AtomicInteger();
    private final AtomicInteger commitsToFail = new AtomicInteger();
    private final AtomicInteger pollsToFail = new AtomicInteger();
    private final List<Properties> consumers = new CopyOnWriteArrayList<>();
    private final List<Properties> producers = new CopyOnWriteArrayList<>();

    /** What was done, in order: {@code sent}, {@code failed to send}, {@code committed}, {@code failed to commit}. */
    public List<String> done() {
        return done;
    }

    /** The next sends fail, as where no broker can be reached. */
    public void failSends(int number) {
        sendsToFail.set(number);
    }

    /** The next commits fail. */
    public void failCommits(int number) {
        commitsToFail.set(number);
    }

    /** The next polls of a consumer that has its partitions fail. */
    public void failPolls(int number) {
        pollsToFail.set(number);
    }

    /** What each consumer was made with. */
    public List<Properties> consumers() {
        return consumers;
    }

    /** What each producer was made with. */
    public List<Properties> producers() {
        return producers;
    }

    private static boolean takeOne(AtomicInteger number) {
        return number.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    @Override
    public Producer getProducer(Properties properties) {
        producers.add(properties);
        Producer real = super.getProducer(properties);
        return (Producer) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Producer.class},
                (proxy, method, arguments) -> {
                    if (!method.getName().equals("send")) {
                        return call(real, method, arguments);
                    }
                    if (takeOne(sendsToFail)) {
                        done.add("failed to send");
                        return CompletableFuture.failedFuture(new TimeoutException("No broker for a test"));
                    }
                    Future<?> sending = real.send((ProducerRecord) arguments[0]);
                    sending.get();
                    done.add("sent");
                    return sending;
                });
    }

    @Override
    public Consumer getConsumer(Properties properties) {
        consumers.add(properties);
        Consumer real = super.getConsumer(properties);
        return (Consumer) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Consumer.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("poll") && !real.assignment().isEmpty() && takeOne(pollsToFail)) {
                        done.add("failed to poll");
                        throw new KafkaException("No poll for a test");
                    }
                    if (!method.getName().startsWith("commit") || method.getName().equals("committed")) {
                        return call(real, method, arguments);
                    }
                    if (takeOne(commitsToFail)) {
                        done.add("failed to commit");
                        throw new TimeoutException("No broker for a test");
                    }
                    Object result = call(real, method, arguments);
                    done.add("committed");
                    return result;
                });
    }

    private static Object call(Object real, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
