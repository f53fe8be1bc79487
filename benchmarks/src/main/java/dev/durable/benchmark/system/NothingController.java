package dev.durable.benchmark.system;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * The floor of a start through HTTP: reads what a start sends and answers as much as a
 * start does, with Spring MVC and Jackson, and does nothing.
 */
@RestController
class NothingController {

	private static final int LINKS = 16;

	@PostMapping(ManagementApi.NOTHING)
	ResponseEntity<Map<String, String>> nothing(@RequestBody Map<String, Object> request) {
		String id = UUID.randomUUID().toString();
		String link = "http://localhost:8080/runtime/orchestrations/" + id + "/operation" + request.size();
		Map<String, String> links = new LinkedHashMap<>(Map.of("id", id));
		IntStream.range(0, LINKS).forEach((number) -> links.put("statusQueryGetUri" + number, link));
		return ResponseEntity.accepted().header("Location", link).body(links);
	}

}
