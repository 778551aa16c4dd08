package org.scst.core.internal.inventory;

import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.scst.core.scsi.AsymmetricAccessState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * States that initiators have set, by the name of the target group: each holds, over restarts too, until an operator has
 * something else stand in the group's file than stood there when it was set.
 *
 * <p><i>Threading:</i> confined to the control thread; the file is written on an executor that may block.
 */
final class ExplicitStates {
    private static final Logger LOG = LoggerFactory.getLogger(ExplicitStates.class);

    private final StateFile file;
    private final Executor writer;
    private final Map<String, Kept> kept = new HashMap<>();

    /** What the file said when it was set, and what was set. */
    record Kept(AsymmetricAccessState configured, AsymmetricAccessState set) {

        private String line() {
            return configured.word() + " " + set.word();
        }

        private static Optional<Kept> of(String line) {
            String[] words = line.split(" ");
            return AsymmetricAccessState.of(words[0])
                    .flatMap(configured ->
                            AsymmetricAccessState.of(words[words.length - 1]).map(set -> new Kept(configured, set)));
        }
    }

    /**
     * @param state the state folder
     * @param writer may block
     */
    ExplicitStates(Path state, Executor writer) throws IOException {
        this.file = new StateFile(
                state.resolve("explicit_access_states"),
                "target groups are in the states their files say, not in those that initiators have set");
        this.writer = writer;
        file.values().forEach((name, line) -> Kept.of(line).ifPresent(held -> kept.put(unescape(name), held)));
    }

    /** A name may hold what ends one in the file. */
    private static String escape(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    private static String unescape(String name) {
        return URLDecoder.decode(name, StandardCharsets.UTF_8);
    }

    /** Whether an initiator has set the state of a group. */
    boolean isSet(String targetGroup) {
        return kept.containsKey(targetGroup);
    }

    /** The state of a group whose file says {@code configured}. */
    AsymmetricAccessState of(String targetGroup, AsymmetricAccessState configured) {
        Kept held = kept.get(targetGroup);
        return held == null ? configured : held.set();
    }

    /** Forgets the states of groups that are gone, or whose files say something else by now. */
    void follow(Map<String, AsymmetricAccessState> configured) {
        Set<String> stale = new HashSet<>();
        kept.forEach((group, held) -> {
            if (configured.get(group) != held.configured()) {
                stale.add(group);
            }
        });
        forget(stale);
    }

    /** Forgets the states of these groups: their files say it. */
    void forget(Set<String> targetGroups) {
        if (!kept.keySet().removeAll(targetGroups)) {
            return;
        }
        try {
            writer.execute(() -> {
                try {
                    for (String group : targetGroups) {
                        file.remove(escape(group));
                    }
                } catch (IOException e) {
                    LOG.warn(
                            "That states of {} were set by initiators is forgotten only until a restart",
                            targetGroups,
                            e);
                }
            });
        } catch (RejectedExecutionException stopping) {
            LOG.debug("The mid-layer stops: {} follow their files from the next change on", targetGroups);
        }
    }

    /** Keeps states; ends on the writer when they are on the medium, and fails when none of them is. */
    CompletableFuture<Void> keep(Map<String, Kept> set) {
        Map<String, String> lines = new HashMap<>();
        set.forEach((group, held) -> lines.put(escape(group), held.line()));
        CompletableFuture<Void> done = new CompletableFuture<>();
        try {
            writer.execute(() -> {
                try {
                    file.putAll(lines);
                    done.complete(null);
                } catch (IOException | RuntimeException e) {
                    done.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException stopping) {
            done.completeExceptionally(stopping);
        }
        return done;
    }

    /** What was kept holds from now on. */
    void hold(Map<String, Kept> set) {
        kept.putAll(set);
    }
}
