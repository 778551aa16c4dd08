package org.scst.runtime.console.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeploymentResultTest {

    @Test
    void shouldAskUntilTheConsoleIsBackAndAnswers() {
        Deque<Integer> answers = new ArrayDeque<>(List.of(4, -1, 3));
        List<List<String>> asked = new ArrayList<>();
        int status = new DeploymentResult(List.of("deploy", "core.jar", "--json")).ask(words -> {
            asked.add(words);
            return answers.removeFirst();
        });
        assertEquals(3, status);
        assertEquals(3, asked.size());
        assertEquals(List.of("deploy", "--result", "--json"), asked.getFirst());
    }

    @Test
    void shouldOnlyDoSoForDeployments() {
        assertTrue(DeploymentResult.isAskedForBy(List.of("deploy", "--rollback", "x")));
        assertFalse(DeploymentResult.isAskedForBy(List.of("resize", "deploy")));
        assertFalse(DeploymentResult.isAskedForBy(List.of()));
    }
}
